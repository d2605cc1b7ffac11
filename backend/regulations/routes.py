"""HTTP of regulations."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
