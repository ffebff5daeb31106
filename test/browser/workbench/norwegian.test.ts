/** The list of requests and one request in Norwegian, whose words are longer: nothing overflows, and verdict texts stay English. */
import { expect, it } from 'vitest'
import { badAudience, senderTo } from './sent.ts'
import { checkPage, open, startTwin, useBrowser, widths } from './workbench.ts'

useBrowser()

it('requests fit in Norwegian, too, and the texts of a verdict stay English', async () => {
  const twin = await startTwin()
  const { send } = await senderTo(twin)
  const warned = await send({ assertion: { claims: { exp: { $now: 40 } } } })
  const refused = await send(badAudience)
  const pages = [
    ['requests-nb', 'requests'],
    ['request-warned-nb', `requests/${warned}`],
    ['request-nb', `requests/${refused}`],
  ] as const
  for (const width of widths)
    for (const [name, path] of pages) {
      const opened = await open(`${twin.origin}/_mock/ui/`, { colorScheme: 'dark', viewport: { width, height: 900 } })
      const { page } = opened
      await page.evaluate(`localStorage.setItem('helseid-mock language', 'nb')`)
      await page.goto(`${twin.origin}/_mock/ui/${path}`)
      const loaded = name === 'requests-nb' ? page.getByRole('table') : page.getByText('Flyt', { exact: true })
      await loaded.first().waitFor()
      await checkPage(opened, name)
      if (name === 'request-nb')
        expect(await page.getByRole('region', { name: 'Utfall' }).innerText()).toMatch(
          /Slik retter du det[\s\S]*HelseID no longer/,
        )
      await page.close()
    }
})

/** Text and tooltips in English, by common words that Norwegian does not have, outside what is marked as English. Code is neither. */
const unmarkedEnglish = `(() => {
  const isEnglish = (text) => /(?<![-\\w])(the|of|are|must|with|and|by|its)(?![-\\w])/i.test(text ?? '')
  const isMarked = (element) => element.closest('[lang]').lang === 'en' || element.closest('code') !== null
  const found = []
  const walker = document.createTreeWalker(document.querySelector('.app'), NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    if (isEnglish(node.data) && !isMarked(node.parentElement)) found.push(node.data)
  for (const element of document.querySelectorAll('[title], [aria-label], [placeholder]'))
    for (const name of ['title', 'aria-label', 'placeholder'])
      if (isEnglish(element.getAttribute(name)) && !isMarked(element)) found.push(element.getAttribute(name))
  return found
})()`

it('texts of the twin, which stay English, are marked as English on every page, so that they are pronounced right', async () => {
  const twin = await startTwin()
  const { send } = await senderTo(twin)
  await send({})
  const refused = await send(badAudience)
  await twin.use('server-error', { clientId: 'unregistered' })
  const { page } = await open(`${twin.origin}/_mock/ui/`)
  await page.evaluate(`localStorage.setItem('helseid-mock language', 'nb')`)
  const pages = [
    ['', 'Siste forespørsler'],
    ['requests', 'Eksporter HAR'],
    [`requests/${refused}`, 'Rå forespørsel'],
    ['requests/none', 'Ikke i journalen'],
    ['rules', 'proof-once'],
  ] as const
  for (const [path, text] of pages) {
    await page.goto(`${twin.origin}/_mock/ui/${path}`)
    await page.getByText(text, { exact: false }).first().waitFor()
    expect([path, await page.evaluate<string[]>(unmarkedEnglish)]).toEqual([path, []])
  }
  await page.goto(`${twin.origin}/_mock/ui/explain`)
  await page.locator('#text').fill('client_id=x&grant_type=client_credentials')
  await page.getByRole('button', { name: 'Forklar', exact: true }).click()
  await page.getByRole('region', { name: 'Utfall' }).waitFor()
  expect(await page.evaluate<string[]>(unmarkedEnglish)).toEqual([])
  await page.goto(`${twin.origin}/_mock/ui/scenarios`)
  await page.getByRole('button', { name: 'Bruk slow-answer', exact: true }).click()
  const form = page.getByRole('form', { name: 'Aktiver slow-answer' })
  await form.getByLabel('For hvem').fill('typo')
  await form.getByRole('button', { name: 'Aktiver', exact: true }).click()
  await page.getByRole('main').getByText('No client is called "typo" yet').waitFor()
  await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true')
  expect(await page.evaluate<string[]>(unmarkedEnglish)).toEqual([])
})
