/** The built files of the workbench: where they are, and one of them by its name. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Next to this module in the package, next to the bundle in the image, and in `dist` when the sources run. */
const folders = [join(import.meta.dirname, 'workbench'), join(import.meta.dirname, '../dist/ui/workbench')]

/** Names that Vite gives: no slash, so no path leads out of the folder. */
const assetName = /^[\w-]+\.(js|css|svg)$/

const contentTypes: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

export interface BuiltFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly contentType: string
}

/** The page that loads the workbench; undefined if it has not been built. */
export async function builtPage(): Promise<string | undefined> {
  return (await read('index.html'))?.toString('utf8')
}

/** A script or style sheet, by its name with the hash in it; undefined for an unknown name. */
export async function builtAsset(name: string): Promise<BuiltFile | undefined> {
  const [, extension = ''] = assetName.exec(name) ?? []
  const contentType = contentTypes[extension]
  if (contentType === undefined) return undefined
  const bytes = await read(join('assets', name))
  return bytes && { bytes: new Uint8Array(bytes), contentType }
}

async function read(path: string): Promise<Buffer | undefined> {
  for (const folder of folders) {
    try {
      return await readFile(join(folder, path))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return undefined
}
