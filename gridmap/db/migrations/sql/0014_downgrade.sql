DROP FUNCTION access.count_question(date);
DROP TABLE access.question_count;
