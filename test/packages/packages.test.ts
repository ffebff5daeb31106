/** The packages as they are published, installed into empty projects. Needs a package registry. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { type PackageName, packages } from './pack.ts'
import { createProject, type Project, tarball } from './project.ts'

const names = Object.values(packages)
const bin = (name: string) => fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url))
const run = promisify(execFile)

describe.each(names)('%s', (name) => {
  it('passes publint --strict', async () => {
    const { stdout } = await run(bin('publint'), ['--strict', tarball(name)])
    expect(stdout).toContain('All good!')
  })

  it('has types that resolve in every module system with ES modules (attw --profile esm-only)', async () => {
    await run(bin('attw'), ['--profile', 'esm-only', tarball(name)])
  })

  it('contains its build and nothing of the checkout', async () => {
    const { stdout } = await run('tar', ['-tzf', tarball(name)])
    const files = stdout.trim().split('\n')
    expect(files.filter((file) => !expected(name).test(file))).toEqual([])
    expect(files).toEqual(expect.arrayContaining(['package/package.json', 'package/README.md', 'package/LICENSE']))
  })
})

it('the tarballs have every file that docs/pact.md names', async () => {
  const page = readFileSync(new URL('../../docs/pact.md', import.meta.url), 'utf8')
  const named = [...page.matchAll(/(?:node_modules\/)?(helseid-(?:contract|mock))\/((?:pacts|dist)\/[\w./-]+\.json)/g)]
  expect(named.map(([, , file]) => file)).toContain('pacts/helseid-client-helseid.json')
  expect(named.map(([, , file]) => file)).toContain('dist/demo/client-key.NOT-A-SECRET.json')
  for (const [, name = '', file = ''] of named) {
    const { stdout } = await run('tar', ['-tzf', tarball(name as PackageName)])
    expect(stdout.split('\n')).toContain(`package/${file}`)
  }
})

// The client must stay below 2 MB when installed (.ci/client-package.ts): decisions/0004-the-client.md.
it.each(['helseid-contract', 'helseid-client'] as const)(
  '%s has readable modules instead of source maps, and none that names a map',
  async (name) => {
    const { stdout } = await run('tar', ['-xzOf', tarball(name), '--wildcards', 'package/dist/*.js'])
    expect(stdout).toMatch(/^\/\*\* /)
    expect(stdout.match(/^ \* @throws/gm)?.length).toBeGreaterThan(10)
    expect(stdout).not.toContain('sourceMappingURL')
    const listed = await run('tar', ['-tzf', tarball(name)])
    expect(listed.stdout).not.toContain('.map\n')
  },
)

it('helseid-mock has a source map with the source for each of its modules and declarations', async () => {
  const packed = tarball('helseid-mock')
  const { stdout } = await run('tar', ['-tzf', packed])
  const files = new Set(stdout.trim().split('\n'))
  const modules = [...files].filter(
    (file) => file.startsWith('package/dist/') && !file.startsWith(workbench) && /\.(js|d\.ts)$/.test(file),
  )
  expect(modules.length).toBeGreaterThan(10)
  expect(modules.filter((file) => !files.has(`${file}.map`))).toEqual([])
  const map = await run('tar', ['-xzOf', packed, 'package/dist/index.js.map'])
  expect(JSON.parse(map.stdout).sourcesContent[0]).toMatch(/^\/\*\* /)
})

it('helseid-mock has the built files of the workbench, and not its sources', async () => {
  const { stdout } = await run('tar', ['-tzf', tarball('helseid-mock')])
  const files = stdout.trim().split('\n')
  const withoutHashes = files.map((file) => file.replace(/-[\w-]+\.(css|js)$/, '-<hash>.$1'))
  expect(withoutHashes.filter((file) => file.startsWith(workbench)).sort()).toEqual([
    `${workbench}LICENSES.md`,
    `${workbench}assets/index-<hash>.css`,
    `${workbench}assets/index-<hash>.js`,
    `${workbench}index.html`,
  ])
  expect(files.filter((file) => /\/ui\/app\/|\bvite\b/.test(file))).toEqual([])
})

/** The web pages in the package, which Vite builds. */
const workbench = 'package/dist/ui/workbench/'

/** What a tarball may contain. */
function expected(name: PackageName): RegExp {
  const more = {
    'helseid-contract': 'dist/cases/[^/]+\\.json|pacts/[^/]+\\.json',
    'helseid-client': 'bin/helseid\\.js',
    'helseid-mock':
      'dist/ui/workbench/(index\\.html|LICENSES\\.md|assets/[^/]+\\.css)|dist/demo/[^/]+\\.json|bin/helseid-mock\\.js|helseid-mock\\.config\\.schema\\.json',
  }[name]
  return new RegExp(`^package/(package\\.json|README\\.md|LICENSE|dist/.+\\.(js|d\\.ts)(\\.map)?|${more})$`)
}

const useIt = `
const { handle } = createHelseIdMock()
const metadata = 'https://helseid-sts.test.nhn.no/.well-known/openid-configuration'
handle(new Request(metadata)).then((response) => response.json()).then(({ issuer }) => console.log(issuer, typeof createTokenVerifier))
`

describe('a project that installs the packages', () => {
  let project: Project

  beforeAll(async () => {
    project = await createProject({}, ['@types/node@24'])
  })

  it('imports them in an ES module', async () => {
    project.write(
      'use.mjs',
      `import { createHelseIdMock } from 'helseid-mock'\nimport { createTokenVerifier } from 'helseid-client/verifier'${useIt}`,
    )
    expect(await project.run(process.execPath, 'use.mjs')).toBe('https://helseid-sts.test.nhn.no function\n')
  })

  it('requires them in CommonJS', async () => {
    project.write(
      'use.cjs',
      `const { createHelseIdMock } = require('helseid-mock')\nconst { createTokenVerifier } = require('helseid-client/verifier')${useIt}`,
    )
    expect(await project.run(process.execPath, 'use.cjs')).toBe('https://helseid-sts.test.nhn.no function\n')
  })

  it('starts the command line, whose help names nothing of a checkout', async () => {
    const help = await project.run('npx', '--no-install', 'helseid-mock', '--help')
    expect(help).toContain('serve')
    expect(help).not.toContain('npm run')
  })

  it.each([
    ['nodenext', 'nodenext'],
    ['bundler', 'preserve'],
  ])('compiles with strict types and without skipLibCheck, moduleResolution %s', async (moduleResolution, module) => {
    const paths = Object.entries(entryPoints).flatMap(([name, ends]) => ends.map((end) => name + end))
    project.write(
      'all.mts',
      paths.map((path) => `export * as ${path.replaceAll(/\W/g, '_')} from '${path}'`).join('\n'),
    )
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable'],
      types: ['node'],
      module,
      moduleResolution,
    }
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['all.mts'] }))
    await project.run(bin('tsc'), '-p', '.')
  })
})

/** Entry points that need no optional peer. */
const entryPoints = {
  'helseid-contract': ['', '/rules', '/drift', '/cases'],
  'helseid-client': ['', '/verifier'],
  'helseid-mock': ['', '/matchers'],
}

describe('a project with the oldest msw and Vitest that the package accepts', () => {
  let project: Project

  beforeAll(async () => {
    project = await createProject({ type: 'module' }, ['msw@2.11.0', 'vitest@3.2.0'])
  })

  it('gets answers from the msw handlers', async () => {
    project.write(
      'use.mjs',
      `import { createHelseIdMock } from 'helseid-mock/msw'
import { setupServer } from 'msw/node'
setupServer(...createHelseIdMock().handlers).listen()
const response = await fetch('https://helseid-sts.test.nhn.no/.well-known/openid-configuration')
console.log((await response.json()).issuer)
`,
    )
    expect(await project.run(process.execPath, 'use.mjs')).toBe('https://helseid-sts.test.nhn.no\n')
  })

  it('uses the fixtures and matchers of Vitest', async () => {
    project.write(
      'use.test.mjs',
      `import { test } from 'helseid-mock/vitest'
import { expect } from 'vitest'
test('each test has a twin in this process, and a session on a port', async ({ helseId, helseIdServer }) => {
  const body = new URLSearchParams({ client_id: 'unknown' })
  await helseId.fetch(helseId.issuer('test') + '/connect/token', { method: 'POST', body })
  await fetch(helseIdServer.issuer('test') + '/connect/token', { method: 'POST', body })
  for (const twin of [helseId, helseIdServer]) expect(twin).toHaveBrokenRule('client-known')
})
`,
    )
    await project.run('npx', '--no-install', 'vitest', 'run')
  })
})
