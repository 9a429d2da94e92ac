-- Whether this is a made-up city: some area is of the scheme `fictional`. No parameters. Returns one boolean.
SELECT EXISTS (SELECT 1 FROM grids.area AS a WHERE a.code_scheme = 'fictional');
