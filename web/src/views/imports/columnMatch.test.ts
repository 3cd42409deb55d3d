import { describe, expect, it } from 'vitest'
import type { Sheet } from '@/api/types'
import { doubled, draftOf, mappingOf, sureness } from './columnMatch'

const column = (index: number, title: string, field: string, confidence = 1) => ({ index, letter: 'A', title, field, confidence, samples: [] })
const sheet: Sheet = {
  name: '台账',
  kind: 'ledger',
  header_top: 3,
  header_bottom: 4,
  kept: false,
  columns: [column(0, '学校', 'school.name'), column(1, '备注', ''), column(4, '运存', 'host.memory', 0.6)],
}

describe('the match of columns', () => {
  it('begins with what was recognised and says it back unchanged', () => {
    expect(mappingOf(draftOf(sheet), sheet)).toMatchObject({
      kind: 'ledger',
      header_top: 3,
      header_bottom: 4,
      columns: [
        { index: 0, field: 'school.name' },
        { index: 1, field: '' },
        { index: 4, field: 'host.memory' },
      ],
    })
  })
  it('begins with a match confirmed before, but only for the same sheet and header', () => {
    const confirmed = mappingOf({ ...draftOf(sheet), fields: { 0: 'school.name', 1: 'host.cpu', 4: '' } }, sheet)
    expect(draftOf(sheet, confirmed).fields).toEqual({ 0: 'school.name', 1: 'host.cpu', 4: '' })
    expect(draftOf({ ...sheet, header_top: 1 }, confirmed).fields).toEqual(draftOf(sheet).fields)
  })
  it('finds a field that two columns claim, and not the columns that are not read', () => {
    const draft = { ...draftOf(sheet), fields: { 0: 'host.memory', 1: '', 2: '', 4: 'host.memory' } }
    expect([...doubled(draft)]).toEqual(['host.memory'])
  })
  it('tells a guess from a certainty and from the person’s own choice', () => {
    expect(sureness(sheet.columns[0]!, 'school.name').text).toBe('很有把握')
    expect(sureness(sheet.columns[2]!, 'host.memory').text).toBe('请核对')
    expect(sureness(sheet.columns[1]!, 'host.cpu').text).toBe('您的选择')
  })
})
