"""Gateway in FastAPI and httpx, the baseline of the benchmark.

The usual way to write one: a route that reads the whole request, sends it on by httpx, reads the whole answer and returns
it as JSON. It has one client for all requests. A client for each request, as such programs often have, opens a connection
each time and is slower still.
"""

import asyncio
import contextlib
import logging
import os
from datetime import datetime

import httpx
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger("gateway")

UPSTREAM = os.environ["UPSTREAM"]
HEALTH_CHECK_INTERVAL = int(os.environ.get("HEALTH_CHECK_INTERVAL", "30"))
REQUEST_TIMEOUT = int(os.environ.get("REQUEST_TIMEOUT", "30"))
SERVICES = {"users": {"name": "User Service", "path": "/users", "health_endpoint": "/health", "version": "v1"}}
NOT_FORWARDED = {"host", "content-length", "connection", "keep-alive", "transfer-encoding", "te", "upgrade"}
NOT_RETURNED = {"content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive", "content-type"}

client: httpx.AsyncClient
health: dict[str, dict] = {}


async def check_health() -> None:
    for service, entry in SERVICES.items():
        try:
            response = await client.get(f"{UPSTREAM}{entry['health_endpoint']}", timeout=5)
            healthy, detail = response.status_code == 200, {"response_code": response.status_code}
        except httpx.HTTPError as error:
            healthy, detail = False, {"error": str(error)}
        health[service] = {"healthy": healthy, "last_check": datetime.now(), **detail}
        logger.info("Health of %s: %s", service, healthy)


async def check_health_forever() -> None:
    while True:
        await asyncio.sleep(HEALTH_CHECK_INTERVAL)
        await check_health()


@contextlib.asynccontextmanager
async def lifespan(_app: FastAPI):
    global client
    async with httpx.AsyncClient(timeout=REQUEST_TIMEOUT) as client:
        await check_health()
        checks = asyncio.create_task(check_health_forever())
        yield
        checks.cancel()


app = FastAPI(title="Microservice Proxy Gateway", version="1.0.0", lifespan=lifespan)


@app.api_route("/api/{service}/{path:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
async def forward(service: str, path: str, request: Request) -> JSONResponse:
    if service not in SERVICES:
        raise HTTPException(status_code=404, detail=f"Service '{service}' not found")
    if not health.get(service, {}).get("healthy", False):
        raise HTTPException(status_code=503, detail=f"Service '{service}' is currently unhealthy")
    url = f"{UPSTREAM}/{path}" + (f"?{request.url.query}" if request.url.query else "")
    headers = {name: value for name, value in request.headers.items() if name not in NOT_FORWARDED}
    logger.info("Forwarding %s %s", request.method, url)
    try:
        answer = await client.request(request.method, url, headers=headers, content=await request.body())
    except httpx.TimeoutException as error:
        raise HTTPException(status_code=504, detail=f"Service '{service}' timeout") from error
    except httpx.HTTPError as error:
        raise HTTPException(status_code=502, detail=f"Bad gateway: {error}") from error
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    returned = {name: value for name, value in answer.headers.items() if name not in NOT_RETURNED}
    return JSONResponse(answer.json() if is_json else answer.text, status_code=answer.status_code, headers=returned)
