/** The names of the tests that a report of Vitest's calls failed. */
export function failedUnitTests(report) {
  return (report?.testResults ?? []).flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName),
  );
}

/** The names of the tests that a report of Playwright's does not call as expected. */
export function failedBrowserTests(report) {
  return (report?.suites ?? []).flatMap(failedSpecs);
}

function failedSpecs({ suites = [], specs = [] }) {
  const own = specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file}: ${title}`);
  return [...own, ...suites.flatMap(failedSpecs)];
}
