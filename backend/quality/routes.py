"""HTTP of quality."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
