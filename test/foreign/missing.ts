/** What .ci/phases found missing on this machine; tests that need it are reported as skipped, never as passed. */
type Need = 'java' | 'maven' | 'helseid-library' | 'python' | 'python-packages' | 'go' | 'bun' | 'deno'

const found = (process.env.CI_MISSING ?? '').split(' ')

export function isMissing(...needs: readonly Need[]): boolean {
  return needs.some((need) => found.includes(need))
}
