import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { isDossierStream, DOSSIER_PREFIX, Engine } from '#dossier';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEMO_SWITCH, OpenToAll, type DemoSwitch } from '../http/token-guard.js';
import { DEMO_COOKIE, DEMO_FUNCTIONS } from './demo-switch.js';
import { REPORTS } from './report-service.js';

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The front page: the programmes and their reports. In the demo it lets you choose as whom you look. */
@Controller()
export class HomeController {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(DEMO_SWITCH) private readonly demo: DemoSwitch | undefined,
  ) {}

  @OpenToAll()
  @Get()
  async home(
    @Req() request: FastifyRequest,
    @Query('functie') chosen: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (this.demo !== undefined && chosen !== undefined && DEMO_FUNCTIONS.some((name) => name === chosen)) {
      void reply
        .header('Set-Cookie', `${DEMO_COOKIE}=${chosen}; Path=/; HttpOnly; SameSite=Strict`)
        .status(303)
        .header('Location', '/')
        .send();
      return;
    }
    const grant = this.demo?.grantFor(request.headers.cookie);
    const body =
      grant === undefined && this.demo === undefined
        ? '<p>Deze server vraagt een token. Lees in de handleiding hoe u er een krijgt.</p>'
        : await this.programmes();
    void reply.header('Content-Type', 'text/html; charset=utf-8').send(page(this.chooser(grant?.role) + body));
  }

  private chooser(current: string | undefined): string {
    if (this.demo === undefined) return '';
    const links = DEMO_FUNCTIONS.map((name) =>
      name === current ? `<strong>${name}</strong>` : `<a href="/?functie=${name}">${name}</a>`,
    );
    return `<p>U kijkt als: ${links.join(' · ')}</p>`;
  }

  private async programmes(): Promise<string> {
    const heads = (await this.engine.options.log.streams(DOSSIER_PREFIX)).filter(({ stream }) =>
      isDossierStream(stream),
    );
    if (heads.length === 0) return '<p>Er zijn nog geen programma’s.</p>';
    const rows = heads.map(({ stream, revision }) => {
      const reports = Object.keys(REPORTS).map(
        (name) => `<a href="/v1/programmas/${escape(stream)}/${name}">${name}</a>`,
      );
      return `<li><code>${escape(stream)}</code> (${revision + 1} gebeurtenissen)<br>${reports.join(' · ')}</li>`;
    });
    return `<ul>${rows.join('')}</ul>`;
  }
}

const page = (body: string): string =>
  `<!doctype html><html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Besluitspoor</title><style>body{font:1rem/1.6 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}li{margin-block:1rem}a{color:#154273}</style></head><body><main><h1>Besluitspoor</h1>${body}</main></body></html>`;
