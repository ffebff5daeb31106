/** How many confirmed registrations a data directory loses to crashes, a second twin and a full disk. Prints the figures. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMockSts } from 'helseid-mock'
import { afterEach, expect, it, vi } from 'vitest'
import { disk } from '../../mock-sts/store/disk.ts'
import { seededRandom } from '../mock-sts/store/delayed-store.ts'
import { recordFigure } from './figures.ts'
import { register, registered, startTwinProcess } from './twin-process.ts'

/** Each round kills at another point. */
const rounds = Number(process.env.KILLS ?? 5)
const makeFolder = () => mkdtempSync(join(tmpdir(), 'helseid-mock-'))
const lost = (confirmed: readonly string[], found: ReadonlySet<string>) => confirmed.filter((id) => !found.has(id))

/** Before the expectations, so that a loss is in the table too. */
function recordLost(when: string, before: string, confirmed: readonly string[], missing: readonly string[]): void {
  recordFigure({
    figure: `confirmed registrations lost: ${when}`,
    before,
    target: '0',
    reached: `${missing.length} of ${confirmed.length}`,
    ok: missing.length === 0,
  })
}

afterEach(() => {
  vi.restoreAllMocks()
})

it(`no confirmed registration is lost when the twin is killed ${rounds} times in the middle of registrations`, async () => {
  const dataDir = makeFolder()
  const random = seededRandom(2026)
  const confirmed: string[] = []
  let missing: readonly string[] = []
  for (let round = 0; round < rounds; round++) {
    await using twin = await startTwinProcess(dataDir)
    const origin = String(twin.origin)
    missing = [...missing, ...lost(confirmed, await registered(origin))]
    const killAfter = 1 + Math.floor(random() * 40)
    let count = 0
    let killed: Promise<void> | undefined
    const callers = Array.from({ length: 8 }, async (_, caller) => {
      for (let index = 0; killed === undefined; index++) {
        const id = `client ${round}-${caller}-${index}`
        if ((await register(origin, id)) === 201) confirmed.push(id)
        if (++count === killAfter) killed = twin.kill()
      }
    })
    await Promise.all(callers)
    await killed
  }
  await using twin = await startTwinProcess(dataDir)
  missing = [...missing, ...lost(confirmed, await registered(String(twin.origin)))]
  recordLost(`${rounds} times kill -9`, '0 of 745', confirmed, missing)
  expect(missing).toEqual([])
  expect(confirmed.length).toBeGreaterThan(rounds)
})

it('of two twins on one directory the second is refused, a frozen one refuses changes, and nothing is lost', async () => {
  const dataDir = makeFolder()
  const confirmed: string[] = []
  await using first = await startTwinProcess(dataDir)
  const origin = String(first.origin)
  await using second = await startTwinProcess(dataDir)
  const { code, errors } = await second.ended
  expect([code, errors]).toEqual([
    2,
    expect.stringContaining(`is in use by another twin (process ${first.process.pid} `),
  ])
  for (let index = 0; index < 20; index++)
    if ((await register(origin, `first ${index}`)) === 201) confirmed.push(`first ${index}`)
  await first.freeze()
  // Its last heartbeat grows old; the test does not wait for that.
  const longAgo = Date.now() / 1000 - 60
  utimesSync(join(dataDir, 'lock.json'), longAgo, longAgo)
  {
    await using third = await startTwinProcess(dataDir)
    first.process.kill('SIGCONT')
    const refused: unknown[] = []
    for (let index = 0; index < 10; index++) {
      refused.push(await register(origin, `late ${index}`))
      const status = await register(String(third.origin), `third ${index}`)
      if (status === 201) confirmed.push(`third ${index}`)
    }
    expect(new Set(refused)).toEqual(new Set([503]))
  }
  await first.kill()
  await using last = await startTwinProcess(dataDir)
  const found = await registered(String(last.origin))
  const missing = lost(confirmed, found)
  recordLost('two twins on one directory', '20 of 40', confirmed, missing)
  expect([missing, confirmed.length]).toEqual([[], 30])
  expect([...found].filter((id) => id.startsWith('late'))).toEqual([])
})

/** Fills a disk, frees it and restarts; returns the confirmed registrations, those lost, and whether a refusal changed anything. */
async function throughFullDisk(dataDir: string, fill: () => void, free: () => void) {
  const confirmed: string[] = []
  const contents = () =>
    readdirSync(dataDir)
      .filter((name) => name.startsWith('registrations'))
      .map((name) => [name, readFileSync(join(dataDir, name), 'utf8')])
  const statuses: (number | undefined)[] = []
  let unchanged = false
  {
    await using twin = await startMockSts({ port: 0, dataDir, signingKeys: 'demo' })
    const add = async (id: string) => {
      const status = await register(twin.origin, id)
      statuses.push(status)
      if (status === 201) confirmed.push(id)
      return status === 201
    }
    for (let index = 0; index < 10; index++) await add(`before ${index}`)
    fill()
    // The last page of a file may still have room.
    let refused = 0
    for (let index = 0; refused < 5 && index < 2000; index++) if (!(await add(`full ${index}`))) refused++
    const before = [contents(), await registered(twin.origin)]
    await add('refused')
    unchanged =
      JSON.stringify([contents(), [...(await registered(twin.origin))]]) ===
      JSON.stringify([before[0], [...(before[1] as Set<string>)]])
    free()
    for (let index = 0; index < 10; index++) await add(`after ${index}`)
  }
  await using twin = await startMockSts({ port: 0, dataDir, signingKeys: 'demo' })
  const found = await registered(twin.origin)
  return { confirmed, statuses, unchanged, found, missing: lost(confirmed, found) }
}

function expectNothingLost(
  name: string,
  { confirmed, statuses, unchanged, found, missing }: Awaited<ReturnType<typeof throughFullDisk>>,
) {
  const refused = statuses.filter((status) => status === 507).length
  recordLost(`full disk, ${name}`, '–', confirmed, missing)
  expect(missing).toEqual([])
  expect(new Set(statuses)).toEqual(new Set([201, 507]))
  expect([refused, unchanged]).toEqual([6, true])
  expect(statuses.slice(-10)).toEqual(Array(10).fill(201))
  expect([...found].sort()).toEqual([...confirmed].sort())
}

it('a disk that fails writes for lack of room loses nothing and changes nothing', async () => {
  const noSpace = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  const { write } = disk
  const fill = () => {
    let written = 0
    vi.spyOn(disk, 'write').mockImplementation(async (file, bytes, position) => {
      // Some bytes of each write still fit.
      await write(file, bytes.subarray(0, written++ % bytes.length), position)
      throw noSpace
    })
  }
  expectNothingLost('injected', await throughFullDisk(makeFolder(), fill, () => vi.restoreAllMocks()))
})

const mounted = (folder: string) => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    // Only root may mount, and not in every container; the injected failures run everywhere.
    return false
  }
}

it('a small disk that is really full loses nothing and changes nothing', async (context) => {
  const folder = makeFolder()
  if (!mounted(folder)) return context.skip('mounting is not allowed here')
  try {
    const filler = join(folder, 'filler')
    const fill = () => {
      const page = Buffer.alloc(4096)
      try {
        for (;;) writeFileSync(filler, page, { flag: 'a' })
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' })
      }
    }
    expectNothingLost('tmpfs', await throughFullDisk(folder, fill, () => rmSync(filler)))
  } finally {
    execFileSync('umount', [folder])
  }
})

it('10,000 registrations cost linear time: each appends its own bytes only', async () => {
  const dataDir = makeFolder()
  await using twin = await startMockSts({ port: 0, dataDir, signingKeys: 'demo' })
  const writes = vi.spyOn(disk, 'write')
  const bytes = () => writes.mock.calls.reduce((sum, [, chunk]) => sum + chunk.length, 0)
  const registerMore = async (from: number, to: number) => {
    const [start, before] = [performance.now(), bytes()]
    for (let index = from; index < to; index++)
      await twin.registerClient({ clientId: `client ${index}`, jwks: { keys: [] }, scopes: ['nhn:msh/api'] })
    return { milliseconds: (performance.now() - start) / (to - from), bytes: (bytes() - before) / (to - from) }
  }
  await registerMore(0, 500)
  const at1000 = await registerMore(500, 1000)
  await registerMore(1000, 9500)
  const at10000 = await registerMore(9500, 10_000)
  const ratio = at10000.milliseconds / at1000.milliseconds
  recordFigure({
    figure: 'milliseconds for a registration at 10,000 clients, and over those at 1,000',
    before: '26 at 753 clients',
    target: '–',
    reached: `${at10000.milliseconds.toFixed(1)}, ${ratio.toFixed(1)} times`,
  })
  const size = statSync(join(dataDir, 'registrations.jsonl')).size
  expect(bytes() / size).toBeLessThan(2)
  expect(at10000.bytes).toBeLessThan(2 * (size / 10_000))
})
