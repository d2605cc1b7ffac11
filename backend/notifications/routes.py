"""HTTP of notifications."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
