/**
 * Reads a number as people type or paste it: full-width digits, thousand separators, spaces and a trailing unit are
 * understood. null is an empty field; undefined is what is no number.
 */
export function readNumber(text: string): number | null | undefined {
  const plain = text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[,\s]/g, '')
    .replace(/[^\d.]+$/, '')
  if (text.trim() === '') return null
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined
}

/** A day, a month or a year as the ledger has it: "2021-09-01", "2021-09" or "2021"; undefined is none of these. */
export function readDate(text: string): string | undefined {
  const plain = text.trim().replace(/[年月./]/g, '-').replace(/[日\s]/g, '').replace(/-$/, '')
  const m = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(plain)
  if (!m) return plain === '' ? '' : undefined
  return [m[1], m[2]?.padStart(2, '0'), m[3]?.padStart(2, '0')].filter(Boolean).join('-')
}
