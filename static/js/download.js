// Says that a report is being made while it is; without this script the link simply downloads it.
"use strict";
{
  const status = document.getElementById("copied");
  const nameOf = (response) => {
    const header = response.headers.get("Content-Disposition") || "";
    const match = header.match(/filename\*=utf-8''([^;]+)|filename="([^"]+)"/i);
    return match ? decodeURIComponent(match[1] || match[2]) : "rapport.pdf";
  };
  const save = async (link) => {
    const response = await fetch(link.href);
    if (!response.ok) throw new Error(String(response.status));
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(await response.blob());
    anchor.download = nameOf(response);
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 60000);
  };
  for (const link of document.querySelectorAll("[data-download]")) {
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      if (link.getAttribute("aria-busy") === "true") return;
      link.setAttribute("aria-busy", "true");
      status.textContent = link.dataset.sayWorking;
      try {
        await save(link);
        status.textContent = link.dataset.sayDone;
      } catch {
        status.textContent = link.dataset.sayFailed;
      } finally {
        link.removeAttribute("aria-busy");
      }
    });
  }
}
