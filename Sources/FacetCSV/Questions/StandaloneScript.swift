internal import FacetJSON

/// A question's code as a stand-alone program for any Python that has the libraries.
package enum StandaloneScript {
  /// A script that loads the CSV file, runs the code, and prints each hook and each answer as a
  /// line of JSON.
  ///
  /// - Parameter path: The CSV file to use if the script is started without an argument.
  package static func text(of question: QuestionRecord, path: String? = nil) -> String? {
    guard let code = question.code else { return nil }
    let source = path ?? question.csvSource ?? "data.csv"
    let reading = PythonLiteral.text(of: .object(question.csvReading))
    return """
      # \(question.templateName ?? "question") \(question.id), about \(question.dataset)
      # Usage: python3 SCRIPT [CSV FILE]
      import json
      import math
      import sys

      import numpy as np
      import pandas as pd


      def plain(value):
          if isinstance(value, dict):
              return {str(plain(key)): plain(each) for key, each in value.items()}
          if isinstance(value, (list, tuple)):
              return [plain(each) for each in value]
          if isinstance(value, pd.DataFrame):
              return {str(name): plain(value[name].to_dict()) for name in value.columns}
          if isinstance(value, pd.Series):
              return plain(value.to_dict())
          if isinstance(value, np.generic):
              value = value.item()
          if isinstance(value, float) and not math.isfinite(value):
              return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
          return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


      def hook(value, code_line=None, name=None, description=None, depends_on=None):
          print(json.dumps({"hook": name, "value": plain(value)}, ensure_ascii=False))


      def submit(answer):
          print(json.dumps({"answer": plain(answer)}, ensure_ascii=False))


      path = sys.argv[1] if len(sys.argv) > 1 else \(PythonLiteral.text(of: .string(source)))
      df = pd.read_csv(path, **\(reading))

      \(code)
      """
  }
}
