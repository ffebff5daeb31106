/** The few ways in which the data directory writes to the disk. */
import { type FileHandle, open, rename } from 'node:fs/promises'

/** An object, so that a test can count the writes or make them fail. */
export const disk = {
  /** Writes all bytes from `position` on. */
  async write(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
      done += bytesWritten
    }
  },
  /** Resolves when the content of the file is on the disk, as far as the operating system knows. */
  async sync(file: FileHandle): Promise<void> {
    await file.datasync()
  },
  /** Renames a file; replaces `to` if it exists. */
  rename,
  /** Resolves when the names in a folder are on the disk. Windows does not need it, and does not allow it. */
  async syncFolder(folder: string): Promise<void> {
    if (process.platform === 'win32') return
    await using file = await open(folder, 'r')
    await file.sync()
  },
}
