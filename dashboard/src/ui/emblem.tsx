/** The mark of this house: scales in old gold under a lacquer seal. */
export const Emblem = ({ size = 28 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
    <g fill="none" stroke="var(--gs-gold)" strokeWidth="3.4" strokeLinecap="round" strokeLinejoin="round">
      <path d="M32 12v40M20 54h24M12 21h40" />
      <path d="M12 21l-7 16a8 8 0 0 0 14 0zM52 21l-7 16a8 8 0 0 0 14 0z" />
    </g>
    <circle cx="32" cy="12" r="5" fill="var(--gs-lacquer)" />
  </svg>
);
