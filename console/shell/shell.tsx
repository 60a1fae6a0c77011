// The frame around every page: places, the sandbox's banner, the word that the server is gone,
// keys, and where the focus goes when the page changes.

import { Modal } from '@mantine/core'
import { Outlet } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Go, useAddress } from '../address/go.tsx'
import { useHearTime, useNow } from '../clock/server-clock.tsx'
import { exactInstant } from '../clock/time-words.ts'
import { useWho } from '../session/who.ts'
import { AccountMenu } from './account-menu.tsx'
import { useLive } from './live.tsx'
import { Note } from './note.tsx'
import { placeOf, places } from './places.ts'
import { useGoneSince } from './server-gone.ts'
import { type Act, readShortcuts, shortcuts } from './shortcuts.ts'

export function Shell() {
  const { path } = useAddress()
  const main = useRef<HTMLElement>(null)
  const [isHelpOpen, setHelpOpen] = useState(false)
  useShortcuts(() => setHelpOpen(true))
  useHearSession()
  usePageTitle(path, main)
  return (
    <div className="app">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="top">
        <Go href="/fleet" className="brand">
          Holdfast
        </Go>
        <Places path={path} />
        <LiveState />
        <AccountMenu onHelp={() => setHelpOpen(true)} />
      </header>
      <SandboxBanner />
      <GoneBanner />
      <main id="main" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      <Modal opened={isHelpOpen} onClose={() => setHelpOpen(false)} title="Keys">
        <KeyTable />
      </Modal>
    </div>
  )
}

function Places({ path }: { readonly path: string }) {
  const { data: who } = useWho()
  const current = placeOf(path)
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    // On a narrow screen the places scroll sideways; the current one is brought into sight.
    const link = current && list.current?.querySelector('[aria-current]')
    link?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current])
  const shown = places.filter(
    ({ scope }) => who === undefined || scope === undefined || who.scopes.includes(scope),
  )
  return (
    <nav aria-label="places">
      <ul ref={list}>
        {shown.map((place) => (
          <li key={place.href}>
            <Go href={place.href} className="place" isCurrent={place === current}>
              {place.name}
            </Go>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function LiveState() {
  const { isConnected, counts } = useLive()
  const goneSince = useGoneSince()
  const isLive = isConnected && goneSince === undefined
  return (
    <span className="live" data-live={isLive} role="status">
      <span className="live-dot" aria-hidden="true" />
      {isLive ? 'live' : 'not live'}
      {isLive && counts && counts.pollsPerSecond > 0 && (
        <span className="live-rate">, {counts.pollsPerSecond.toFixed(1)} polls/s</span>
      )}
    </span>
  )
}

function SandboxBanner() {
  const { data: who } = useWho()
  const now = useNow()
  if (!who?.sandbox) return null
  return (
    <aside className="sandbox" aria-label="sandbox">
      <strong>Sandbox</strong>
      <span>simulated devices, cards and operators</span>
      <span className="number">virtual time {exactInstant(now)}</span>
    </aside>
  )
}

function GoneBanner() {
  const goneSince = useGoneSince()
  if (goneSince === undefined) return null
  const since = new Date(goneSince).toLocaleTimeString([], { hour12: false })
  return (
    <div className="gone">
      <Note tone="bad" title={`The server has not answered since ${since}.`} role="alert">
        What you see is from then. It is asked again every few seconds; nothing you typed is lost.
      </Note>
    </div>
  )
}

function KeyTable() {
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">Keys</th>
          <th scope="col">What they do</th>
        </tr>
      </thead>
      <tbody>
        {shortcuts.map(({ keys, words }) => (
          <tr key={keys}>
            <td>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </td>
            <td>{words}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function useHearSession(): void {
  const { data: who } = useWho()
  const hear = useHearTime()
  useEffect(() => {
    if (who) hear(who.now, who.sandbox)
  }, [who, hear])
}

/** Names the page, and moves the focus to it when the person went to another one. */
function usePageTitle(path: string, main: { readonly current: HTMLElement | null }): void {
  const last = useRef(path)
  useEffect(() => {
    document.title = `${placeOf(path)?.name ?? 'Not found'} · Holdfast`
    if (last.current !== path) main.current?.focus({ preventScroll: true })
    if (last.current !== path) globalThis.scrollTo(0, 0)
    last.current = path
  }, [path, main])
}

function useShortcuts(onHelp: () => void): void {
  const { open, path } = useAddress()
  const read = useRef(readShortcuts())
  const apply = useRef<(act: Act) => void>(() => undefined)
  apply.current = (act) => {
    if (act.kind === 'help') onHelp()
    else if (act.kind === 'open') open(act.href)
    else focusSearch(path, open)
  }
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const act = read.current(event.key, event.timeStamp)
      if (act === undefined) return
      event.preventDefault()
      apply.current(act)
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  const isField = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
  return isField || target.closest('[role="dialog"]') !== null
}

function focusSearch(path: string, open: (href: string) => void): void {
  if (path !== '/fleet') open('/fleet')
  const focus = () => document.querySelector<HTMLInputElement>('input[type="search"]')?.focus()
  requestAnimationFrame(() => requestAnimationFrame(focus))
}
