/** What a machine lacks is named by one line and not run; what it has and what fails is a failure. Answers as the tools gave them. */
import { describe, expect, it } from 'vitest'
import { phasesWith } from './bash.ts'

const says = (answer: string, code = 1) => `cat <<'EOF'\n${answer}\nEOF\nexit ${code}`
const fine = 'exit 0'

/** apt-get whose mirror is down: update only warns, install finds nothing. */
const aptWithoutMirror = `
if [ "$1" = update ]; then
  echo 'W: Failed to fetch http://127.0.0.1:9/debian/dists/bookworm/InRelease  Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)' >&2
  exit 0
fi
echo "E: Unable to locate package \${!#}" >&2
exit 100`
const aptAnswer =
  'because W: Failed to fetch <address> Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)'

describe('Java', () => {
  const jdk = { javac: fine, keytool: fine }
  const closed = `[INFO] Scanning for projects...
[WARNING] Could not transfer metadata org.codehaus.mojo/maven-metadata.xml from/to closed (http://127.0.0.1:9/maven): transfer failed for http://127.0.0.1:9/maven/org/codehaus/mojo/maven-metadata.xml
[ERROR] No plugin found for prefix 'dependency' in the current project and in the plugin groups [org.apache.maven.plugins, org.codehaus.mojo] available from the repositories [local (/root/.m2/repository), closed (http://127.0.0.1:9/maven)] -> [Help 1]`
  const withoutLibrary = `[INFO] Resolving no.helseid:client:jar:1.0.2 with transitive dependencies
[WARNING] Missing POM for no.helseid:client:jar:1.0.2
[ERROR] 1 required artifact is missing.`

  it('is run where there are a JDK, Maven and the library', async () => {
    expect((await phasesWith({ ...jdk, mvn: fine }, 'need_java')).printed).toEqual(['missing:'])
  })

  it('is not run by Maven where its registry does not answer', async () => {
    const { printed } = await phasesWith({ ...jdk, mvn: says(closed) }, 'need_java')
    expect(printed).toEqual([
      'NOT RUN: clients in Java that Maven builds, because [WARNING] Could not transfer metadata org.codehaus.mojo/maven-metadata.xml from/to closed (<address>): transfer failed for <address>',
      'missing: maven',
    ])
  })

  it('is not run with NHN’s library where the registry says that it has none', async () => {
    const { printed } = await phasesWith({ ...jdk, mvn: says(withoutLibrary) }, 'need_java')
    expect(printed).toEqual([
      "NOT RUN: NHN's own Java library, because [WARNING] Missing POM for no.helseid:client:jar:1.0.2",
      'missing: helseid-library',
    ])
  })

  it('is run, and fails, where Maven itself fails', async () => {
    const broken = says('The JAVA_HOME environment variable is not defined correctly')
    expect((await phasesWith({ ...jdk, mvn: broken }, 'need_java')).printed).toEqual(['missing:'])
  })

  it.each([
    ['a JDK', {}, 'clients in Java', 'java'],
    ['Maven', jdk, 'clients in Java that Maven builds', 'maven'],
  ])('is not run without %s, where apt-get cannot install it', async (_, tools, what, need) => {
    const { printed } = await phasesWith({ ...tools, 'apt-get': aptWithoutMirror }, 'need_java')
    expect(printed).toEqual([`NOT RUN: ${what}, ${aptAnswer}`, `missing: ${need}`])
  })
})

/** A python3 whose venv has a pip that answers so, and the programs that it would install. */
const withPip = (pip: string, installs: Readonly<Record<string, string>> = {}) => ({
  python3: `[ "$1" = -m ] || exit 0
mkdir -p "$3/bin"
${Object.entries({ ...installs, pip })
  .map(
    ([name, body]) => `cat >"$3/bin/${name}" <<'PIP'
#!/bin/bash
${body}
PIP
chmod +x "$3/bin/${name}"`,
  )
  .join('\n')}`,
})

describe('Python', () => {
  const closed = `WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7fce5a3285d0>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/pyjwt/
ERROR: Could not find a version that satisfies the requirement PyJWT[crypto]==2.10.1 (from versions: none)`
  const unknown = `ERROR: Could not find a version that satisfies the requirement PyJWT[crypto]==2.10.1 (from versions: none)
ERROR: No matching distribution found for PyJWT[crypto]==2.10.1`

  it('is run where there are Python and its packages', async () => {
    expect((await phasesWith(withPip(fine), 'need_python')).printed).toEqual(['missing:'])
  })

  it('is not run with packages where their registry does not answer', async () => {
    const { printed } = await phasesWith(withPip(says(closed)), 'need_python')
    expect(printed).toEqual([
      expect.stringMatching(
        /^NOT RUN: clients in Python that need packages, and Schemathesis, because WARNING: Retrying .*connection broken/,
      ),
      'missing: python-packages',
    ])
  })

  it('is run, and fails, where the registry answers that it does not have the requested package', async () => {
    expect((await phasesWith(withPip(says(unknown)), 'need_python')).printed).toEqual(['missing:'])
  })

  it('is not run where there is no Python, and apt-get cannot install it', async () => {
    const { printed } = await phasesWith({ 'apt-get': aptWithoutMirror }, 'need_python')
    expect(printed).toEqual([`NOT RUN: clients in Python, ${aptAnswer}`, 'missing: python'])
  })
})

describe('Bun and Deno, from the registry of npm', () => {
  const absent = 'npm error code E404\nnpm error 404 Not Found - GET https://registry.example/bun'
  const closed =
    'npm error code ECONNREFUSED\nnpm error FetchError: request to http://127.0.0.1:9/bun failed, reason: connect ECONNREFUSED 127.0.0.1:9'

  it('are run if the registry has them', async () => {
    expect((await phasesWith({ npm: fine }, 'need_runtime bun x')).printed).toEqual(['missing:'])
  })

  it.each([
    ['does not have them', absent, 'npm error 404 Not Found - GET <address>'],
    [
      'does not answer',
      closed,
      'npm error FetchError: request to <address> failed, reason: connect ECONNREFUSED 127.0.0.1:9',
    ],
  ])('are not run if the registry %s', async (_, answer, reason) => {
    const { printed } = await phasesWith({ npm: says(answer) }, 'need_runtime bun "the example with Bun"')
    expect(printed).toEqual([`NOT RUN: the example with Bun, because ${reason}`, 'missing: bun'])
  })

  it('are run, and fail, if npm itself fails', async () => {
    const { printed } = await phasesWith({ npm: says('npm error code EACCES') }, 'need_runtime bun x')
    expect(printed).toEqual(['missing:'])
  })

  it('the full run needs both, and each is one skip', async () => {
    const npm = `if [ "$1" = view ]; then\n${says(absent)}\nfi`
    const { printed } = await phasesWith({ npm }, 'phase packages packages')
    expect(printed.filter((line) => line.startsWith('NOT RUN'))).toHaveLength(2)
    expect(printed.at(-1)).toMatch(/^missing: +bun deno$/)
  })
})

describe('the examples in C#', () => {
  const phase = async (tools: Readonly<Record<string, string>>) => {
    const { printed, noted } = await phasesWith(tools, 'phase dotnet dotnet_examples')
    const [, , state, skips] = String(noted[0]).split('\t')
    return { lines: printed.filter((line) => line.startsWith('NOT RUN')), state, skips }
  }
  /** A dotnet whose build answers so. */
  const withBuild = (body: string) => ({ dotnet: `[ "$1" = build ] || exit 0\n${body}` })

  it('are compiled where there is an SDK, outside the repository', async () => {
    const build = 'folder=${!#}\n[ -f "$folder/Tests.csproj" ] && [ "${folder#$HOME/}" != "$folder" ]'
    expect(await phase(withBuild(build))).toEqual({ lines: [], state: 'passed', skips: '0' })
  })

  it('are a failure where they do not compile', async () => {
    const broken = says("Tests/ApiTests.cs(9,1): error CS0246: The type or namespace name 'Xunit' could not be found")
    expect(await phase(withBuild(broken))).toEqual({ lines: [], state: 'FAILED', skips: '0' })
  })

  it('are not run without an SDK', async () => {
    const { lines, ...noted } = await phase({})
    expect(lines).toEqual([expect.stringMatching(/^NOT RUN: the examples in C#, because .*dotnet: command not found$/)])
    expect(noted).toEqual({ state: 'not run', skips: '1' })
  })

  it('are not run where no registry of packages answers', async () => {
    const closed =
      'Tests.csproj : error NU1301: Unable to load the service index for source http://127.0.0.1:9/v3/index.json.'
    const { lines, ...noted } = await phase(withBuild(says(closed)))
    expect(lines).toEqual([expect.stringContaining('NU1301: Unable to load the service index')])
    expect(noted).toEqual({ state: 'not run', skips: '1' })
  })
})

describe('the workflows', () => {
  /** A go that installs an actionlint. */
  const withActionlint = (body: string) => `cat >"$GOBIN/actionlint" <<'SH'
#!/bin/bash
${body}
SH
chmod +x "$GOBIN/actionlint"`
  const good = { shellcheck: fine, go: withActionlint(fine), ...withPip(fine, { zizmor: fine }) }
  const phase = async (tools: Readonly<Record<string, string>>) => {
    const { printed, noted } = await phasesWith({ ...good, ...tools }, 'phase lint workflows')
    const [, , state, skips] = String(noted[0]).split('\t')
    return { printed, state, skips }
  }

  it('are checked if actionlint and zizmor can be installed', async () => {
    expect(await phase({})).toMatchObject({ state: 'passed', skips: '0' })
    expect(await phase({ go: withActionlint('exit 1') })).toMatchObject({ state: 'FAILED', skips: '0' })
    expect(await phase(withPip(fine, { zizmor: 'exit 14' }))).toMatchObject({ state: 'FAILED', skips: '0' })
  })

  it.each([
    [
      'actionlint is not run if the module proxy is unreachable',
      {
        go: says(
          'go: github.com/rhysd/actionlint/cmd/actionlint@v1.7.12: Get "http://127.0.0.1:9/": dial tcp 127.0.0.1:9: connect: connection refused',
        ),
      },
      'dial tcp 127.0.0.1:9: connect: connection refused',
    ],
    [
      'zizmor is not run if the package index is unreachable',
      withPip(says('WARNING: Retrying after connection broken by NewConnectionError: Connection refused')),
      'NOT RUN: zizmor, because WARNING: Retrying after connection broken',
    ],
    [
      'zizmor is not run if Python has no venv',
      { python3: says("ModuleNotFoundError: No module named 'ensurepip'") },
      'NOT RUN: zizmor, because ModuleNotFoundError',
    ],
  ])('%s', async (_, tools, line) => {
    const { printed, state, skips } = await phase(tools)
    expect(printed.filter((each) => each.startsWith('NOT RUN'))).toEqual([expect.stringContaining(line)])
    expect({ state, skips }).toEqual({ state: 'passed', skips: '1' })
  })

  it.each([
    [
      'an unknown version of actionlint is a failure',
      { go: says('go: github.com/rhysd/actionlint/cmd/actionlint@v9.9.9: invalid version: unknown revision v9.9.9') },
      'unknown revision v9.9.9',
    ],
    [
      'an actionlint that does not compile is a failure',
      { go: says('command.go:12:2: undefined: flag.Foo') },
      'undefined: flag.Foo',
    ],
    [
      'an unknown version of zizmor is a failure',
      withPip(says('ERROR: No matching distribution found for zizmor==9.9.9')),
      'No matching distribution found for zizmor==9.9.9',
    ],
  ])('%s', async (_, tools, line) => {
    const { printed, state, skips } = await phase(tools)
    expect(printed).toContainEqual(expect.stringContaining(line))
    expect({ state, skips }).toEqual({ state: 'FAILED', skips: '0' })
  })
})

describe('what Debian would have to install', () => {
  it('a browser: its phase is one skip', async () => {
    const { printed, noted } = await phasesWith({ 'apt-get': aptWithoutMirror }, 'phase pages browser')
    expect(printed).toContain(`NOT RUN: pages in a browser, ${aptAnswer}`)
    expect(noted).toEqual([expect.stringMatching(/^pages\t\d+\tnot run\t1\t$/)])
  })

  it('a Docker engine: image and containers are one skip', async () => {
    const script = 'phase image image; has_engine || echo no engine'
    const { printed, noted } = await phasesWith({ 'apt-get': aptWithoutMirror }, script)
    expect(printed).toContain(`NOT RUN: image and containers, ${aptAnswer}`)
    expect(printed).toContain('no engine')
    expect(noted).toEqual([expect.stringMatching(/^image\t\d+\tnot run\t1\t$/)])
  })

  it('nothing at all, where there is no apt-get', async () => {
    const { printed } = await phasesWith({}, 'phase pages browser')
    expect(printed[1]).toMatch(
      /^NOT RUN: pages in a browser, because .*apt-get: (command not found|No such file or directory)$/,
    )
  })
})

it('an answer names no host of a registry', async () => {
  const { printed } = await phasesWith(
    {},
    `not_run this "error: host='files.registry.example.org', port=443; (see https://registry.example.org/x)"`,
  )
  expect(printed[0]).toBe("NOT RUN: this, because error: host='<host>', port=443; (see <address>)")
})

it('a phase that fails is noted as failed, with the results that it was to leave', async () => {
  const { printed, noted } = await phasesWith({}, "phase tests suite fast bash -c 'exit 3'")
  expect(printed).toEqual(['=== tests', expect.stringMatching(/^--- tests: FAILED after \d+ s$/), 'missing:'])
  expect(noted).toEqual([expect.stringMatching(/^tests\t\d+\tFAILED\t0\t.*\/results\/fast\.json$/)])
})
