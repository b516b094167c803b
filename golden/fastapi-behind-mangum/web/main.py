from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from mangum import Mangum

from web.pages import hello

app = FastAPI()


@app.get("/hello/{name}", response_class=HTMLResponse)
def greet(name: str):
    return hello(name)


handler = Mangum(app, lifespan="off")
