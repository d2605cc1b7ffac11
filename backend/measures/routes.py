"""HTTP of measures."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
