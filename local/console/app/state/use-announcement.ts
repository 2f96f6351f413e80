import { useCallback, useEffect, useState } from 'react';

const shownForMs = 8000;

export interface Announcement {
  readonly text: string;
  /** A failure stays until something else is to be said. */
  readonly state: 'working' | 'done' | 'failed';
}

const silence: Announcement = { text: '', state: 'done' };

/** The last thing to say, and a way to say how a piece of work begins and how it ends. */
export function useAnnouncement(): readonly [Announcement, (begins: string, work: () => Promise<string>) => void] {
  const [announcement, setAnnouncement] = useState(silence);
  useEffect(() => {
    if (announcement.state !== 'done' || announcement.text === '') return undefined;
    const timer = setTimeout(() => setAnnouncement(silence), shownForMs);
    return () => clearTimeout(timer);
  }, [announcement]);
  const announce = useCallback((begins: string, work: () => Promise<string>): void => {
    setAnnouncement({ text: begins, state: 'working' });
    work().then(
      (text) => setAnnouncement({ text, state: 'done' }),
      (error: unknown) =>
        setAnnouncement({ text: error instanceof Error ? error.message : String(error), state: 'failed' }),
    );
  }, []);
  return [announcement, announce];
}
