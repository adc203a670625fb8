"use strict";
/// The reader's ratings of answers from 1 to 5; the browser stores them for these datasets.
const ratingsOf = (name) => {
  const key = `facet-ratings:${name}`;
  let values = {};
  let isKept = true;
  try {
    values = JSON.parse(localStorage.getItem(key) || "{}") || {};
  } catch {
    isKept = false;
  }
  return {
    get: (id) => values[id],
    set: (id, rating) => {
      if (rating == null) delete values[id]; else values[id] = rating;
      try {
        localStorage.setItem(key, JSON.stringify(values));
      } catch {
        isKept = false;
      }
    },
    count: () => Object.keys(values).length,
    /// Whether the browser stores ratings beyond this visit.
    isKept: () => isKept,
  };
};
