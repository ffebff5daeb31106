/** `npm run build`: bundles the twin into one file for the image, and bundles the script that warms its compile cache. */
import { cpSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const out = at('../dist/image/')

rmSync(out, { recursive: true, force: true })
// The image's user must own this directory before the cache is written.
mkdirSync(`${out}cache`, { recursive: true })
mkdirSync(`${out}empty`, { recursive: true })
writeFileSync(`${out}cache/README`, 'Compile cache of Node.js, written when the image is built.\n')

await build({
  entryPoints: { 'helseid-mock': at('../mock-sts/cli/main.ts'), warm: at('./warm.ts') },
  outdir: out,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node22',
  // A CommonJS entry point starts about 40 ms faster than a module.
  format: 'cjs',
  external: ['./helseid-mock.cjs'],
  conditions: ['helseid-source'],
  // The workbench is found next to the bundle.
  define: { 'import.meta.dirname': '__dirname' },
  // Its CommonJS build loads its parts by a name that a bundler cannot follow.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  minify: true,
  keepNames: true,
  legalComments: 'linked',
  logLevel: 'warning',
})

cpSync(at('../mock-sts/dist/ui/workbench/'), `${out}workbench`, { recursive: true })

console.log(`dist/image/helseid-mock.cjs: ${Math.round(statSync(`${out}helseid-mock.cjs`).size / 1024)} KiB`)
