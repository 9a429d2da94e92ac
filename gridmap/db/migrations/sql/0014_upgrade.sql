-- How often the public asked who films a place, by day: no place, no answer, nobody. Counted by whoever serves the register, read by whoever reads the log.
CREATE TABLE access.question_count (
    day date CONSTRAINT pk_question_count PRIMARY KEY,
    asked bigint NOT NULL
);

CREATE FUNCTION access.count_question(asked_on date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = access, pg_temp
AS $$
    INSERT INTO access.question_count AS q (day, asked) VALUES (asked_on, 1)
    ON CONFLICT (day) DO UPDATE SET asked = q.asked + 1
$$;
REVOKE ALL ON FUNCTION access.count_question(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.count_question(date) TO gridmap_register;
GRANT SELECT ON access.question_count TO gridmap_grids_job;
