// 采购核对: a county holds a vendor's list against the standard before it buys, asks for what is missing, and files the opinion.
import assert from 'node:assert/strict'
import { fits, save, signIn } from '../steps.mjs'
import { readWorkbook } from '../workbook.mjs'

const list = `序号,设备类别,设备名称,品牌,型号,数量,班额,CPU,内存,硬盘,显存,网卡,屏幕尺寸,USB3.0接口数,Type-C接口数,HDMI输入接口数,VGA输入接口数
1,主机,OPS 电脑,希沃,MT51,30,50,i5-10400,8G,256G SSD,1G,100M/1000M自适应,,,,,
2,主机,台式电脑,联想,M430,4,50,i3-10100,4G,256G SSD,1G,100M/1000M自适应,,,,,
3,交互智能平板/智慧黑板,交互智能平板,鸿合,HD-I8690E,30,50,,,,,,86英寸,2,1,2,
4,主机,备用电脑,联想,M430,若干,50,,8G,,,,,,,,
`

async function office(desktop, path) {
  const page = await desktop(`/login?next=${encodeURIComponent(path)}`)
  await signIn(page, 'county')
  await page.waitForURL(`**${path}`)
  return page
}

/** The page fits every screen. */
async function fitsAll(page) {
  for (const width of [390, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    await fits(page)
  }
}

/** Opens an item of the list, changes a field of its specs and takes it over. */
async function supply(page, item, label, value) {
  await page.getByRole('button', { name: `修改第 ${item} 项` }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('tab', { name: '配置参数' }).click()
  await form.getByLabel(label, { exact: true }).fill(value)
  await form.getByRole('button', { name: '确定' }).click()
  await form.waitFor({ state: 'detached' })
}

export default {
  'an uploaded list says which row it could not read, which item fails and what the vendor still has to tell': async ({ desktop }) => {
    const page = await office(desktop, '/purchases/new')
    await page.getByLabel('采购项目').fill('2027 年班班通采购')
    await page.getByLabel('选择采购清单').setInputFiles({ name: '报价单.csv', mimeType: 'text/csv', buffer: Buffer.from(list) })
    await page.getByText('读入 3 项；').waitFor()
    await page.getByRole('listitem').filter({ hasText: '“若干”' }).filter({ hasText: '数量' }).waitFor()
    await fitsAll(page)
    await page.getByRole('button', { name: '核对并保存意见' }).click()
    await page.getByRole('heading', { level: 1, name: '2027 年班班通采购' }).getByText('不得采购（不达标）').waitFor()

    const slow = page.getByRole('region', { name: '第 2 项' }).getByRole('table', { name: '不达标或缺参数的条款' })
    for (const words of ['附件一·2', '内存：8G及以上', '内存 ≥ 8 GB', '4 GB', '内存不足 8 GB。']) await slow.getByText(words).first().waitFor()
    await page.getByRole('region', { name: '第 3 项' }).getByText('须向供应商索取：VGA 输入接口。').waitFor()
    await page.getByRole('region', { name: '第 1 项' }).getByText('达标 6 条').waitFor()
    await fitsAll(page)
  },

  'once the vendor has told what was missing, the purchase is advised and the opinion is filed; the first opinion stays': async ({ desktop }) => {
    const page = await office(desktop, '/purchases')
    await page.getByRole('table', { name: '采购核对' }).getByRole('link', { name: '2027 年班班通采购' }).click()
    await page.getByRole('button', { name: '补充参数，重新核对' }).click()
    await page.getByText('还要向供应商索取：VGA 输入接口').waitFor()
    await supply(page, 3, 'VGA 输入', '1')
    await supply(page, 2, '内存', '8')
    await page.getByRole('button', { name: '核对并保存意见' }).click()
    await page.getByRole('heading', { level: 1 }).getByText('建议采购').waitFor()
    await page.getByRole('note').filter({ hasText: '成套采购缺摄像头。' }).filter({ hasText: '清单可配 30 套' }).filter({ hasText: '1080P' }).waitFor()
    await fitsAll(page)

    const sheets = await readWorkbook(await save(page, page.getByRole('button', { name: '下载核对意见' })))
    const opinion = sheets['核对意见'].flat()
    for (const words of ['采购配置核对意见', '采购项目：2027 年班班通采购', '核对结论：建议采购']) assert.ok(opinion.includes(words), `${words}: ${opinion}`)
    assert.ok(sheets['逐条核对'].length > 40)

    await page.getByRole('combobox', { name: '历次核对' }).press('Enter')
    await page.getByRole('option', { name: /第 1 次，不得采购/ }).click()
    await page.getByRole('heading', { level: 1 }).getByText('不得采购（不达标）').waitFor()
    await page.getByText('这是以前的意见').waitFor()
  },
}
