"""廉防 (Lianfang): integrity risk prevention and control for colleges."""
