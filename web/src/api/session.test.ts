import { describe, expect, it, vi } from 'vitest'
import { type Signed, TokenSession } from './session'

interface Person {
  id: number
}
const direct = <T>(work: () => Promise<T>) => work()
const signed = (id: number, token: string): Signed<Person> => ({ access_token: token, user: { id } })

function sessionThatRenewsTo(answer: Signed<Person> | null) {
  const renew = vi.fn(async () => answer)
  const note = vi.fn()
  const session = new TokenSession<Person>({ renew, exclusively: direct, note })
  const ended = vi.fn()
  session.onEnded = ended
  return { session, renew, ended, note }
}

describe('TokenSession', () => {
  it('renews once for all requests that were refused at the same time', async () => {
    const { session, renew } = sessionThatRenewsTo(signed(7, 'new'))
    session.start(signed(7, 'old'))
    await Promise.all([session.renew(), session.renew(), session.renew()])
    expect(renew).toHaveBeenCalledTimes(1)
    expect(session.accessToken).toBe('new')
  })

  it('leaves word for the other pages of the browser whether somebody is signed in', async () => {
    const { session, note } = sessionThatRenewsTo(null)
    session.start(signed(7, 'old'))
    expect(note).toHaveBeenLastCalledWith(true)
    await session.renew()
    expect(note).toHaveBeenLastCalledWith(false)
  })

  it('ends when the cookie is no longer good', async () => {
    const { session, ended } = sessionThatRenewsTo(null)
    session.start(signed(7, 'old'))
    expect(await session.renew()).toBeNull()
    expect(session.accessToken).toBe('')
    expect(ended).toHaveBeenCalledOnce()
  })

  it('ends when another person signed in on this computer, and never acts as them', async () => {
    const { session, ended } = sessionThatRenewsTo(signed(8, 'theirs'))
    session.start(signed(7, 'old'))
    expect(await session.renew()).toBeNull()
    expect(session.accessToken).toBe('')
    expect(ended).toHaveBeenCalledOnce()
  })

  it('does not report an end to somebody who never signed in', async () => {
    const { session, ended } = sessionThatRenewsTo(null)
    await session.renew()
    expect(ended).not.toHaveBeenCalled()
  })

  it('can renew again after a renewal failed on the network', async () => {
    const renew = vi.fn().mockRejectedValueOnce(new TypeError('offline')).mockResolvedValueOnce(signed(7, 'new'))
    const session = new TokenSession<Person>({ renew, exclusively: direct, note: vi.fn() })
    session.start(signed(7, 'old'))
    await expect(session.renew()).rejects.toThrow()
    await session.renew()
    expect(session.accessToken).toBe('new')
  })
})
