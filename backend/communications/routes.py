"""HTTP of communications."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
