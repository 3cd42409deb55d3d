import type { Export } from '@/api/types'

export const statusTexts: Record<Export['status'], string> = { queued: '排队中', running: '生成中', done: '已生成', failed: '未完成' }

/** How much of an export is written; what follows the last school is packing, so that 100 is never shown before it is done. */
export const progressOf = (e: Export) => (e.total === 0 ? 50 : Math.min(99, Math.floor((100 * e.done) / e.total)))

/** 1536000 → "1.5 MB" */
export const sizeOf = (bytes: number) => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`)
