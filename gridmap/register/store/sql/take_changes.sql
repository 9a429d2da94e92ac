-- Takes everything out of the queue of changes. No parameters. Returns what, row_id, west_deg, south_deg, east_deg, north_deg.
DELETE FROM register.change_queue RETURNING what, row_id, west_deg, south_deg, east_deg, north_deg;
