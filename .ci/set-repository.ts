/**
 * `node .ci/set-repository.ts`: writes `repository`, `homepage` and `bugs` into the package.json of each package, as the release workflow
 * packs it. The address is that of the repository in which the workflow runs (`GITHUB_SERVER_URL`, `GITHUB_REPOSITORY`), so that the
 * packages of a fork name the fork. Changes the files of the current directory; not to be committed.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const folders = ['contract', 'client', 'mock-sts']

const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: repository = '' } = process.env
if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
  console.error(`GITHUB_REPOSITORY must be <owner>/<name>, as GitHub Actions sets it, not "${repository}"`)
  process.exitCode = 1
} else {
  const home = `${server}/${repository}`
  for (const folder of folders) {
    const path = `${folder}/package.json`
    const manifest = JSON.parse(readFileSync(path, 'utf8'))
    const addresses = {
      repository: { type: 'git', url: `git+${home}.git`, directory: folder },
      homepage: `${home}/tree/HEAD/${folder}#readme`,
      bugs: `${home}/issues`,
    }
    writeFileSync(path, `${JSON.stringify({ ...manifest, ...addresses }, null, 2)}\n`)
    console.log(`${path}: ${addresses.homepage}`)
  }
}
