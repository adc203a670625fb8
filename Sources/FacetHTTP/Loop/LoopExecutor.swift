/// Runs jobs on the loop's thread; once the loop has ended, on the global executor.
final class LoopExecutor: TaskExecutor {
  private let mailbox: LoopMailbox

  init(mailbox: LoopMailbox) {
    self.mailbox = mailbox
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if !mailbox.enqueue(job) { globalConcurrentExecutor.enqueue(job) }
  }
}
