// How times and deadlines read on the phone.
import { formatDue, formatTime } from '@/format'
import type { Ticket } from './api'

/** An instant without its year: "11-23 09:05" */
export const shortTime = (at: string | null | undefined) => (at ? formatTime(at).slice(5) : '')

const soon = 4 * 60 * 60_000

/** Whether a ticket is late or nearly so, for its colour. */
export function urgency(ticket: Pick<Ticket, 'status' | 'due_at' | 'overdue'>, now = Date.now()): 'late' | 'soon' | 'calm' {
  if (ticket.status !== 'open' && ticket.status !== 'working') return 'calm'
  if (ticket.overdue || Date.parse(ticket.due_at) < now) return 'late'
  return Date.parse(ticket.due_at) - now < soon ? 'soon' : 'calm'
}

/** What a card says in its corner: how long there is, or where the ticket stands. */
export const standing = (ticket: Ticket) =>
  ticket.status === 'open' || ticket.status === 'working' ? formatDue(ticket.due_at) : ticket.status_label

/** Only a whole number can be called; a masked one is shown and no more. */
export const callable = (phone: string) => /^[\d-]{7,}$/.test(phone)
