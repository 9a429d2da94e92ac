// Questions to the own host. A refusal becomes an error with `status` and, from problem+json, `detail`.

const LONGEST_MS = 20000;

/** JSON from a path of the own host, with the page's own cookie. */
export async function getJson(path) {
  const answer = await fetch(path, { credentials: "same-origin", headers: { Accept: "application/geo+json, application/json" }, signal: AbortSignal.timeout(LONGEST_MS) });
  if (!answer.ok) throw await refusal(answer);
  return answer.json();
}

async function refusal(answer) {
  const problem = await answer.json().catch(() => ({}));
  return Object.assign(new Error(`HTTP ${answer.status}`), { status: answer.status, detail: problem.detail ?? problem.title });
}
