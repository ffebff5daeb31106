/** Starts a Redis server for a test, at a socket in a folder of its own: `redis-server`, or the command in REDIS_SERVER. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from 'redis'

/** A new folder for a server. */
export function redisFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'))
  return { folder, path: join(folder, 'socket') }
}

/** With `persists`, each write is on the disk before Redis replies, and another server in the same folder reads it. */
export async function startRedis({ folder, path } = redisFolder(), { persists = false } = {}) {
  const persistence = persists ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']
  const arguments_ = ['--port', '0', '--unixsocket', path, '--save', '', ...persistence, '--dir', folder]
  rmSync(path, { force: true })
  const server = spawn(process.env.REDIS_SERVER ?? 'redis-server', arguments_, { stdio: 'ignore' })
  const failed = once(server, 'error').then(([error]) => Promise.reject(error))
  const ended = once(server, 'exit')
  const listening = async () => {
    while (!existsSync(path)) await pause(20)
  }
  await Promise.race([listening(), failed])
  failed.catch(() => undefined)
  return {
    path,
    /** A connected client; it ignores lost connections, which the stores report. */
    async connect() {
      const client = createClient({ socket: { path, tls: false } })
      client.on('error', () => undefined)
      return client.connect()
    },
    /** Stops answering without closing a connection, as a machine that is out of memory does. */
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    /** Ends the server as a power cut does, and keeps its folder. */
    async crash() {
      server.kill('SIGKILL')
      await ended
    },
    async stop() {
      server.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
