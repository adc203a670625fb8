-- A village library: books, members and loans.
CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL, year INTEGER, shelf TEXT NOT NULL);
CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT NOT NULL, joined INTEGER NOT NULL);
CREATE TABLE loans (
  book_id INTEGER NOT NULL REFERENCES books (id),
  member_id INTEGER NOT NULL REFERENCES members (id), weeks INTEGER NOT NULL, returned INTEGER NOT NULL
);
INSERT INTO books VALUES
  (1, 'Knots for Small Boats', 1978, 'A'), (2, 'The Winter Garden', 2004, 'B'),
  (3, 'Bread at Four', 2019, 'B'), (4, 'A Map of Quiet Places', 1991, 'C'),
  (5, 'Repairing Clocks', NULL, 'A'), (6, 'Goats and Their Keepers', 2012, 'C');
INSERT INTO members VALUES
  (1, 'Ilse', 2011), (2, 'Tomasz', 2018), (3, 'Noor', 2018), (4, 'Evert', 2024);
INSERT INTO loans VALUES
  (1, 1, 3, 1), (2, 1, 2, 1), (2, 2, 4, 0), (3, 2, 1, 1), (4, 3, 6, 1), (6, 3, 2, 0),
  (3, 3, 2, 1), (2, 3, 5, 1);
