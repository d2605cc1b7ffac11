"""HTTP of handovers."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
