import { expect, it } from "vitest";
import { zohoHosts } from "./zoho-hosts.ts";

const hosts = zohoHosts({
  baseUrl: "http://127.0.0.1:8100/crm/v8",
  accountsUrl: "http://127.0.0.1:8100",
});

it.each([
  "https://www.zohoapis.com",
  "https://www.zohoapis.com.au/crm/v8",
  "https://sandbox.zohoapis.eu",
  "https://developer.zohoapis.in",
  "https://www.zohoapis.ca",
  "http://127.0.0.1:8100",
])("sends tokens to the API host of %s", (url) => {
  expect(hosts.api(url)).toBe(new URL(url).origin);
});

it.each([
  "http://www.zohoapis.com",
  "https://www.zohoapis.com.evil.example",
  "https://zohoapis.com@evil.example",
  "https://www.zohoapis.com:8443",
  "https://evil.example/www.zohoapis.com",
  "https://accounts.zoho.com",
  "http://127.0.0.1:8101",
  "http://localhost:8100",
  "not a url",
  "",
])("does not send tokens to %j", (url) => {
  expect(hosts.api(url)).toBeNull();
});

it("knows Canada's accounts host, which has a domain of its own", () => {
  expect(hosts.accounts("https://accounts.zohocloud.ca")).toBe("https://accounts.zohocloud.ca");
  expect(hosts.accounts("https://accounts.zoho.ca")).toBeNull();
  expect(hosts.accounts("https://www.zohoapis.com")).toBeNull();
});
