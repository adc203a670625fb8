-- A town's bicycle workshops and their repairs.
CREATE TABLE workshops (id INTEGER PRIMARY KEY, name TEXT NOT NULL, district TEXT NOT NULL);
CREATE TABLE repairs (
  id INTEGER PRIMARY KEY, workshop_id INTEGER NOT NULL REFERENCES workshops (id),
  bicycle TEXT NOT NULL, part TEXT NOT NULL, price REAL, day TEXT NOT NULL
);
INSERT INTO workshops VALUES
  (1, 'Spoke and Chain', 'Harbour'), (2, 'The Green Wheel', 'Old Town'), (3, 'Uphill', 'Harbour'),
  (4, 'Night Shift Cycles', 'Station');
INSERT INTO repairs VALUES
  (1, 1, 'city', 'chain', 24.5, '2026-03-02'), (2, 1, 'cargo', 'brake', 61.0, '2026-03-02'),
  (3, 2, 'city', 'tyre', 18.0, '2026-03-03'), (4, 2, 'racing', 'chain', 39.9, '2026-03-05'),
  (5, 3, 'city', 'brake', 35.0, '2026-03-05'), (6, 3, 'city', 'tyre', 18.0, '2026-03-06'),
  (7, 1, 'racing', 'tyre', 29.0, '2026-03-09'), (8, 3, 'cargo', 'chain', NULL, '2026-03-09'),
  (9, 2, 'city', 'brake', 35.0, '2026-03-10'), (10, 1, 'city', 'tyre', 18.0, '2026-03-11'),
  (11, 3, 'racing', 'brake', 48.5, '2026-03-12'), (12, 2, 'cargo', 'tyre', 33.0, '2026-03-12');
