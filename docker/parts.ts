/** Packs the chunks of a bundle into few files, by when they are needed: what a start does not run, it need not read. */
import { basename } from 'node:path'
import { type BuildOptions, build, type Metafile, transform } from 'esbuild'

/** A file, with the modules that it contains besides those of the files before it, and all that these import statically. */
export interface Part {
  readonly file: string
  /** Paths of modules as the bundle's metafile has them; without them, everything that is left. */
  readonly modules?: readonly string[]
}

type Outputs = Metafile['outputs']

/**
 * Resolves with the text of each file, for `run-parts.ts` to run, and with the licences of the packages in them. The first part runs `entry`.
 * @throws {Error} if a part names a module without its own chunk, because nothing imports it dynamically
 */
export async function packParts(
  entry: string,
  parts: readonly Part[],
  options: BuildOptions,
): Promise<{ readonly files: ReadonlyMap<string, string>; readonly notices: string }> {
  // Only modules can be split, and a CommonJS entry point starts about 40 ms faster.
  const esm: BuildOptions = {
    ...options,
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: '.',
  }
  const { outputFiles = [], metafile } = await build({ ...esm, metafile: true, write: false })
  const isNotice = (path: string) => path.endsWith('.LEGAL.txt')
  const outputs = Object.fromEntries(Object.entries(metafile?.outputs ?? {}).filter(([path]) => !isNotice(path)))
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
  const chunkOf = (module: string) => {
    const found = Object.keys(outputs).find((path) => outputs[path]?.entryPoint?.endsWith(module))
    if (found === undefined) throw new Error(`${module} has no chunk, because nothing imports it dynamically`)
    return found
  }
  const placed = new Map<string, string>()
  for (const { file, modules } of parts)
    for (const path of modules === undefined ? Object.keys(outputs) : reached(modules.map(chunkOf), outputs))
      if (!placed.has(basename(path))) placed.set(basename(path), file)
  const files = new Map<string, string>()
  for (const [index, { file }] of parts.entries()) {
    const chunks = [...placed].filter(([, place]) => place === file).map(([chunk]) => chunk)
    const rows = await Promise.all(chunks.map(async (chunk) => row(chunk, texts.get(chunk) ?? '')))
    const others = Object.fromEntries([...placed].filter(([, place]) => place !== file))
    const elsewhere = { files: others, entry: basename(chunkOf(entry)) }
    const more = index === 0 ? `,elsewhere:${JSON.stringify(elsewhere)}` : ''
    files.set(file, `(__dirname)=>({chunks:{\n${rows.join('\n')}}${more}})`)
  }
  const notices = outputFiles.filter(({ path }) => isNotice(path)).map(({ text }) => text)
  return { files, notices: [...new Set(notices)].join('\n') }
}

/** A chunk as a method that takes what CommonJS gives to a module. */
async function row(chunk: string, text: string): Promise<string> {
  return `${JSON.stringify(chunk)}(require,module,exports){${await commonJs(text)}},`
}

/** What `paths` import statically. */
function reached(paths: readonly string[], outputs: Outputs, found = new Set<string>()): ReadonlySet<string> {
  for (const path of paths) {
    if (found.has(path)) continue
    found.add(path)
    const imports = outputs[path]?.imports ?? []
    const own = imports.filter(({ kind, external }) => kind === 'import-statement' && external !== true)
    reached(
      own.map((imported) => imported.path),
      outputs,
      found,
    )
  }
  return found
}

async function commonJs(text: string): Promise<string> {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    minifyWhitespace: true,
    minifySyntax: true,
    // A chunk is imported by `require`.
    supported: { 'dynamic-import': false },
  })
  return code
}
