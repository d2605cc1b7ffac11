"""HTTP of years."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
