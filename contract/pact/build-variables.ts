/** Commit, branch and URL of a build, from the variables of CI services that Pact's own command line reads, and GitLab's. */

export type Environment = Readonly<Record<string, string | undefined>>

export interface Build {
  readonly commit?: string
  readonly branch?: string
  readonly url?: string
}

/**
 * The first variable that is set counts.
 * https://github.com/pact-foundation/pact_broker-client/blob/master/lib/pact_broker/client/git.rb
 */
const variables = {
  commit: [
    'GIT_COMMIT',
    'GITHUB_SHA',
    'CI_COMMIT_SHA',
    'BUILDKITE_COMMIT',
    'CIRCLE_SHA1',
    'TRAVIS_COMMIT',
    'BITBUCKET_COMMIT',
    'BUILD_SOURCEVERSION',
  ],
  branch: [
    'GIT_BRANCH',
    'GITHUB_HEAD_REF',
    'GITHUB_REF',
    'CI_COMMIT_REF_NAME',
    'BUILDKITE_BRANCH',
    'CIRCLE_BRANCH',
    'TRAVIS_BRANCH',
    'BITBUCKET_BRANCH',
    'BUILD_SOURCEBRANCHNAME',
  ],
  url: ['CI_BUILD_URL', 'BUILD_URL', 'CI_JOB_URL', 'BUILDKITE_BUILD_URL', 'CIRCLE_BUILD_URL', 'TRAVIS_BUILD_WEB_URL'],
} as const

export function buildOf(env: Environment): Build {
  const first = (names: readonly string[]) => names.map((name) => env[name]).find(Boolean)
  const commit = first(variables.commit)
  const branch = branchOf(first(variables.branch))
  const url = first(variables.url) ?? gitHubUrl(env)
  return { ...(commit && { commit }), ...(branch && { branch }), ...(url && { url }) }
}

/** Jenkins adds the remote to the name; a ref that is not a head is not a branch. */
function branchOf(ref = ''): string | undefined {
  const branch = ref.replace(/^(refs\/heads|origin)\//, '')
  return branch.startsWith('refs/') ? undefined : branch
}

function gitHubUrl(env: Environment): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined
}
