// Zoho's own SDK keeps what it knows in globals, so each session is a process of its own. It prints
// one line of JSON: what the SDK's typed objects said.
import { join } from "node:path";
import {
  Choice,
  Coql,
  Environment,
  Fields,
  FileStore,
  InitializeBuilder,
  OAuthBuilder,
  ParameterMap,
  Record,
  SDKConfigBuilder,
  Users,
} from "@zohocrm/typescript-sdk-8.0";

export type SessionOrder = {
  url: string;
  folder: string;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  autoRefreshFields: boolean;
};

/** Ids and dates as text. */
export type SessionReport = Awaited<ReturnType<typeof runSession>>;

type SdkRecord = InstanceType<typeof Record.Record>;
type Operations = InstanceType<typeof Record.RecordOperations>;

const fields = "id,Deal_Name,Amount,Stage,Closing_Date,Owner,Account_Name,Modified_Time";

console.log(JSON.stringify(await runSession(JSON.parse(process.argv[2] ?? "") as SessionOrder)));

async function runSession(order: SessionOrder) {
  const token = new OAuthBuilder()
    .clientId(order.clientId)
    .clientSecret(order.clientSecret)
    .refreshToken(order.refreshToken)
    .findUser(false)
    .build();
  const initializer = new InitializeBuilder()
    .environment(new Environment(order.url, `${order.url}/oauth/v2/token`, order.url))
    .token(token)
    .store(new FileStore(join(order.folder, "tokens.csv")))
    .SDKConfig(new SDKConfigBuilder().autoRefreshFields(order.autoRefreshFields).build())
    .resourcePath(order.folder);
  await initializer.initialize();

  const deals = new Record.RecordOperations("Deals");
  const byPage = await pagesByNumber(deals);
  const byToken = await pagesByToken(deals);
  const first = byToken.deals[0];
  if (first === undefined) throw new Error("no deals to read");

  const read = await readOne(deals, BigInt(first.id));
  const updated = await write(deals.updateRecord(BigInt(first.id), rowsOf(changed())));
  const inserted = await write(deals.createRecords(rowsOf(fresh())));
  const insertedId = inserted[0]?.id ?? "";
  const deleted = await write(deals.deleteRecord(BigInt(insertedId)));
  const gone = await deals.getRecord(BigInt(insertedId));
  const refused = await deals.createRecords(rowsOf(nameless()));

  return {
    byPage,
    byToken,
    read,
    updated,
    inserted,
    deleted,
    goneStatus: gone.getStatusCode(),
    refused: refusalsOf(refused.getObject()),
    coql: await query(),
    users: await users(),
    fields: await fieldNames(),
    access: token.getAccessToken(),
    apiDomain: token.getAPIDomain(),
  };
}

async function pagesByNumber(deals: Operations) {
  const ids: string[] = [];
  for (let page = 1; ; page++) {
    const params = new ParameterMap();
    await params.add(Record.GetRecordsParam.FIELDS, fields);
    await params.add(Record.GetRecordsParam.PAGE, page);
    await params.add(Record.GetRecordsParam.PER_PAGE, 100);
    const reply = await deals.getRecords(params);
    const wrapper = reply.getObject();
    if (!(wrapper instanceof Record.ResponseWrapper)) throw new Error(JSON.stringify(wrapper));
    ids.push(...wrapper.getData().map((deal) => String(deal.getId())));
    if (!wrapper.getInfo().getMoreRecords()) return { pages: page, ids };
  }
}

async function pagesByToken(deals: Operations) {
  const found: ReturnType<typeof plain>[] = [];
  let token: string | null = null;
  for (let page = 1; ; page++) {
    const params = new ParameterMap();
    await params.add(Record.GetRecordsParam.FIELDS, fields);
    await params.add(Record.GetRecordsParam.PER_PAGE, 200);
    await params.add(Record.GetRecordsParam.SORT_BY, "Modified_Time");
    await params.add(Record.GetRecordsParam.SORT_ORDER, "asc");
    if (token !== null) await params.add(Record.GetRecordsParam.PAGE_TOKEN, token);
    const reply = await deals.getRecords(params);
    const wrapper = reply.getObject();
    if (!(wrapper instanceof Record.ResponseWrapper)) throw new Error(JSON.stringify(wrapper));
    found.push(...wrapper.getData().map(plain));
    token = wrapper.getInfo().getNextPageToken();
    if (!wrapper.getInfo().getMoreRecords()) return { pages: page, deals: found };
  }
}

async function readOne(deals: Operations, id: bigint) {
  const reply = await deals.getRecord(id);
  const wrapper = reply.getObject();
  if (!(wrapper instanceof Record.ResponseWrapper)) throw new Error(JSON.stringify(wrapper));
  const [deal] = wrapper.getData();
  return deal === undefined ? null : plain(deal);
}

/** What the SDK made of a record: its typed values as plain ones, with the type of each. */
function plain(deal: SdkRecord) {
  const amount: unknown = deal.getKeyValue("Amount");
  const closing: unknown = deal.getKeyValue("Closing_Date");
  const owner: unknown = deal.getKeyValue("Owner");
  const account: unknown = deal.getKeyValue("Account_Name");
  const stage: unknown = deal.getKeyValue("Stage");
  return {
    id: String(deal.getId()),
    name: deal.getKeyValue("Deal_Name") as unknown,
    amount,
    amountType: typeof amount,
    // A choice wraps its value when fields are known.
    stage: typeof stage === "object" && stage !== null ? Reflect.get(stage, "value") : stage,
    closing: closing instanceof Date ? closing.toISOString() : closing,
    closingIsDate: closing instanceof Date,
    modified: deal.getModifiedTime()?.toISOString() ?? null,
    owner: owner instanceof Users.MinifiedUser ? String(owner.getId()) : null,
    account: account instanceof Record.Record ? String(account.getId()) : null,
  };
}

function changed(): SdkRecord {
  const deal = new Record.Record();
  deal.addKeyValue("Deal_Name", "Named by the official SDK");
  deal.addKeyValue("Amount", 1234.56);
  return deal;
}

function fresh(): SdkRecord {
  const deal = changed();
  deal.addKeyValue("Stage", new Choice("Qualification"));
  deal.addKeyValue("Closing_Date", new Date("2027-03-31"));
  return deal;
}

function nameless(): SdkRecord {
  const deal = new Record.Record();
  deal.addKeyValue("Stage", new Choice("Qualification"));
  return deal;
}

function rowsOf(...deals: SdkRecord[]) {
  const body = new Record.BodyWrapper();
  body.setData(deals);
  body.setTrigger([]);
  return body;
}

async function write(call: ReturnType<Operations["updateRecord"]>) {
  const reply = await call;
  const wrapper = reply.getObject();
  if (!(wrapper instanceof Record.ActionWrapper)) throw new Error(JSON.stringify(wrapper));
  return wrapper.getData().map((result: unknown) => {
    if (!(result instanceof Record.SuccessResponse)) throw new Error(JSON.stringify(result));
    const id: unknown = result.getDetails().get("id");
    return {
      httpStatus: reply.getStatusCode(),
      code: result.getCode().getValue(),
      message: result.getMessage().getValue(),
      id: String(id),
    };
  });
}

function refusalsOf(wrapper: unknown) {
  const results: unknown[] =
    wrapper instanceof Record.ActionWrapper ? wrapper.getData() : [wrapper];
  return results.map((result) => {
    if (!(result instanceof Record.APIException)) throw new Error(JSON.stringify(result));
    return result.getCode().getValue();
  });
}

async function query() {
  const body = new Coql.BodyWrapper();
  body.setSelectQuery("select Deal_Name, Amount from Deals where id is not null limit 2000");
  const wrapper = (await new Coql.CoqlOperations().getRecords(body)).getObject();
  if (!(wrapper instanceof Coql.ResponseWrapper)) throw new Error(JSON.stringify(wrapper));
  return { rows: wrapper.getData().length, more: wrapper.getInfo().getMoreRecords() };
}

async function users() {
  const params = new ParameterMap();
  await params.add(Users.GetUsersParam.TYPE, "AllUsers");
  const wrapper = (await new Users.UsersOperations().getUsers(params)).getObject();
  if (!(wrapper instanceof Users.ResponseWrapper)) throw new Error(JSON.stringify(wrapper));
  return wrapper.getUsers().map((user) => ({
    id: String(user.getId()),
    email: user.getEmail(),
    role: user.getRole().getName(),
    status: user.getStatus(),
  }));
}

async function fieldNames() {
  const params = new ParameterMap();
  await params.add(Fields.GetFieldsParam.MODULE, "Deals");
  const wrapper = (await new Fields.FieldsOperations().getFields(params)).getObject();
  if (!(wrapper instanceof Fields.ResponseWrapper)) throw new Error(JSON.stringify(wrapper));
  return wrapper.getFields().map((field) => field.getAPIName());
}
