"""HTTP of adjustments."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
