/** The product's sign: two ends and the pulse between them. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 26 14"
      width="26"
      height="14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      className={className}
    >
      <circle cx="2.5" cy="7" r="1.7" fill="currentColor" stroke="none" />
      <path d="M5 7h4.2l2-4.6 3.2 9.2 2-4.6H21" />
      <circle cx="23.5" cy="7" r="1.7" fill="currentColor" stroke="none" />
    </svg>
  );
}
