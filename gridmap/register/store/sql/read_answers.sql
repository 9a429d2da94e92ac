-- The answer that stands to each camera, rule and facts. No parameters. Returns answer and reason. A reopened finding has none.
SELECT n.camera_row_id, n.rule, n.facts_digest, n.answer, n.reason AS answer_reason
FROM (
    SELECT DISTINCT ON (a.camera_row_id, a.rule, a.facts_digest) a.camera_row_id, a.rule, a.facts_digest, a.answer, a.reason
    FROM register.finding_answer AS a
    ORDER BY a.camera_row_id, a.rule, a.facts_digest, a.answer_id DESC
) AS n
WHERE n.answer <> 'reopened';
