// shared doubles
