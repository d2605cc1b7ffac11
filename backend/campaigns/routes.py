"""HTTP of campaigns."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
