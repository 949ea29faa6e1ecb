import type { Metadata } from "next";
import { DoctorPage } from "../../components/doctor/doctor-page";

export const metadata: Metadata = { title: "Doctor · Longwire", robots: { index: false, follow: false } };

export default function Page() {
  return <DoctorPage />;
}
