/** `npm run build`: bundles the twin for the image, and the script that compiles its code. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { packParts } from './parts.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const out = at('../dist/image/')

rmSync(out, { recursive: true, force: true })
// The image's user must own this directory before the code is written.
mkdirSync(`${out}cache`, { recursive: true })
writeFileSync(`${out}cache/README`, 'Compiled code of the parts, written when the image is built.\n')
mkdirSync(`${out}empty`, { recursive: true })

/** Packages of Koa that take a fifth of the start, and that the twin hardly uses: in the bundle, each is loaded when it is first called. */
const latePackages = ['mime-types', 'destroy', 'http-assert']

const late: Plugin = {
  name: 'late',
  setup({ onLoad }) {
    onLoad({ filter: new RegExp(`/node_modules/(?:${latePackages.join('|')})/index\\.js$`) }, ({ path }) => ({
      contents: lateModule(readFileSync(path, 'utf8'), createRequire(path)(path) as object),
    }))
    onLoad({ filter: /\/oidc-provider\/lib\/helpers\/formatters\.js$/ }, ({ path }) => ({
      contents: withLateFormats(readFileSync(path, 'utf8')),
    }))
  },
}

/** Node reads its language data for the first list format, which oidc-provider needs for error texts only. */
function withLateFormats(text: string): string {
  const late = text.replaceAll(/= (new Intl\.ListFormat\([^)]*\));/g, '= { format: (list) => $1.format(list) };')
  if (late === text)
    throw new Error('oidc-provider creates its list formats in another way: adapt or remove withLateFormats')
  return late
}

/** A CommonJS module with the same exports as `text`, which runs when one of them is first called or read. */
function lateModule(text: string, exported: object): string {
  const call = (path: string) =>
    `function(...args) { return new.target ? Reflect.construct(loaded()${path}, args) : loaded()${path}.apply(this, args) }`
  const members = Object.entries(exported).map(([name, value]) =>
    typeof value === 'function'
      ? `${name}: { value: ${call(`.${name}`)} }`
      : `${name}: { get: () => loaded().${name} }`,
  )
  return `
    let own
    function loaded() {
      if (own === undefined) load((own = { exports: {} }), own.exports)
      return own.exports
    }
    function load(module, exports) {
      ${text}
    }
    module.exports = ${typeof exported === 'function' ? call('') : '{}'}
    Object.defineProperties(module.exports, { ${members.join(', ')} })`
}

const options: BuildOptions = {
  absWorkingDir: at('..'),
  platform: 'node',
  target: 'node22',
  conditions: ['helseid-source'],
  // The workbench is found next to the bundle.
  define: { 'import.meta.dirname': '__dirname' },
  // Its CommonJS build loads its parts by a name that a bundler cannot follow.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  plugins: [late],
  legalComments: 'external',
  logLevel: 'warning',
}

const serving = ['main.ts', 'last-resort.ts', 'run.ts', 'serve.ts'].map((path) => `mock-sts/cli/${path}`)
const { files, notices } = await packParts(
  'mock-sts/cli/main.ts',
  [
    { file: 'start.js', modules: serving },
    { file: 'first-token.js', modules: ['oidc-provider/lib/index.js'] },
    { file: 'rest.js' },
  ],
  options,
)
for (const [name, text] of [...files, ['LICENSES.txt', notices] as const]) {
  writeFileSync(`${out}${name}`, text)
  console.log(`dist/image/${name}: ${Math.round(text.length / 1024)} KiB`)
}
const script: BuildOptions = { ...options, bundle: true, format: 'cjs', external: ['./helseid-mock.cjs'] }
const define = { ...options.define, firstPart: JSON.stringify('start.js') }
await build({ ...script, define, entryPoints: [at('./run-parts.ts')], outfile: `${out}helseid-mock.cjs` })
await build({ ...script, entryPoints: [at('./warm.ts')], outfile: `${out}warm.cjs` })

cpSync(at('../mock-sts/dist/ui/workbench/'), `${out}workbench`, { recursive: true })
