/** Copies a twin's settings into its container as files: `docker inspect` does not show them, and their length has no limit. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { createTar } from 'nanotar'
import type { getContainerRuntimeClient } from 'testcontainers'

type Client = Awaited<ReturnType<typeof getContainerRuntimeClient>>

/** An anonymous volume, because nothing can be copied into a read-only root file system. */
export const settingsFolder = '/run/helseid-mock'

export const settingsPaths = {
  config: `${settingsFolder}/config.json`,
  controlToken: `${settingsFolder}/control-token`,
} as const

/** Contents by path in the container. */
export type SettingsFiles = Partial<Record<(typeof settingsPaths)[keyof typeof settingsPaths], string>>

/** Differs for different settings, and does not reveal them. */
export function settingsDigest(files: SettingsFiles): string {
  return createHash('sha256').update(JSON.stringify(files)).digest('hex')
}

/** Copies the files into a container that has not started yet. Any user of the container can read them. */
export async function copySettings(
  client: Client,
  container: ReturnType<Client['container']['getById']>,
  files: SettingsFiles,
): Promise<void> {
  const entries = Object.entries(files).map(([path, data]) => ({
    name: path.slice(settingsFolder.length + 1),
    data,
    attrs: { mode: '444', uid: 0, gid: 0 },
  }))
  await client.container.putArchive(container, Readable.from([Buffer.from(createTar(entries))]), settingsFolder)
}
